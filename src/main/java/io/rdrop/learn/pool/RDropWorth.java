package io.rdrop.learn.pool;

import io.rdrop.learn.network.MemberSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What R-Drop is worth to one network: how much more its twins lost lately, which differ in nothing else.
 *
 * @param member the network with R-Drop
 * @param againstDropout nats per row gained over the same dropout without the KL term; NaN if it has no such twin
 * @param againstNone nats per row gained over no dropout; NaN if it has no such twin
 */
public record RDropWorth(String member, double againstDropout, double againstNone) {
    /**
     * Of each network with R-Drop that has a twin.
     *
     * @param scores of the networks first, in the same order
     */
    static List<RDropWorth> of(List<? extends MemberSpec> networks, List<MemberScore> scores) {
        List<RDropWorth> all = new ArrayList<>();
        for (int i = 0; i < networks.size(); i++) {
            MemberSpec network = networks.get(i);
            if (network.alpha() > 0) {
                double own = scores.get(i).recentLoss();
                Optional<MemberScore> dropout = twin(networks, scores, network.withDropout(network.dropout(), 0));
                Optional<MemberScore> none = twin(networks, scores, network.withDropout(0, 0));
                if (dropout.isPresent() || none.isPresent()) {
                    all.add(new RDropWorth(network.name(), gain(dropout, own), gain(none, own)));
                }
            }
        }
        return all;
    }

    private static Optional<MemberScore> twin(
            List<? extends MemberSpec> networks, List<MemberScore> scores, MemberSpec of) {
        for (int i = 0; i < networks.size(); i++) {
            if (networks.get(i).named(of.name()).equals(of)) {
                return Optional.of(scores.get(i));
            }
        }
        return Optional.empty();
    }

    private static double gain(Optional<MemberScore> twin, double own) {
        return twin.map(score -> score.recentLoss() - own).orElse(Double.NaN);
    }
}
