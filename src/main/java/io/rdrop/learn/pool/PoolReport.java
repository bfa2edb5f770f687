package io.rdrop.learn.pool;

import io.rdrop.example.StepReport;
import io.rdrop.learn.mix.FixedShare;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** How members do, for a step report. */
final class PoolReport {
    private PoolReport() {}

    /** @param rDrop which members learn with R-Drop */
    static StepReport.Pool of(List<MemberScore> scores, IntPredicate rDrop, List<RDropWorth> worth, FixedShare audit) {
        List<StepReport.Member> members = new ArrayList<>(scores.size());
        for (int i = 0; i < scores.size(); i++) {
            MemberScore score = scores.get(i);
            members.add(new StepReport.Member(
                    score.name(), rDrop.test(i), score.weight(), score.recentLoss(), score.restarts()));
        }
        List<StepReport.Worth> twins = new ArrayList<>(worth.size());
        for (RDropWorth each : worth) {
            twins.add(new StepReport.Worth(each.member(), each.againstDropout(), each.againstNone()));
        }
        return new StepReport.Pool(members, twins, audit.loss() - audit.bestMemberLoss(), audit.bound());
    }
}
