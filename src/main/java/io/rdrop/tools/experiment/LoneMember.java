package io.rdrop.tools.experiment;

import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.learn.network.MemberSpec;
import java.util.List;

/**
 * The network with R-Drop of a task whose networks only pools hold, alone in its pool, without companions: what studies
 * of one network are about there. Its variants go by {@code pool.adjusted}.
 */
final class LoneMember {
    private final String name;
    private final List<String> all;

    private LoneMember(String name, List<String> all) {
        this.name = name;
        this.all = all;
    }

    /** Whether a task has no network that an engine would compute. */
    static boolean isOf(TaskType task) {
        return task == TaskType.SEQUENCE_TAGGING || task == TaskType.LANGUAGE_MODEL;
    }

    /** Whether a job of such a task has none: it may name one of libtorch under model. */
    static boolean isOf(JobConfig job) {
        return isOf(job.task()) && !job.isOnSequences();
    }

    /** That of a job of such a task. */
    static LoneMember of(JobConfig job) {
        return new LoneMember(
                PoolVariants.rDrop(job).name(),
                PoolVariants.networks(job).stream().map(MemberSpec::name).toList());
    }

    /** What leaves it alone. */
    List<String> common() {
        return List.of("learner=pool", "pool.companions=false", "pool.referees=false", PoolVariants.allBut(name, all));
    }

    /** Without dropout, with dropout in one pass, and with R-Drop, as it comes. */
    List<Variant> baseline() {
        return List.of(
                new Variant("none", adjusted("dropout: 0, alpha: 0")),
                new Variant(Study.DROPPED, adjusted("alpha: 0")),
                new Variant(Study.R_DROP));
    }

    /** The setting of another weight of the KL term, in two passes. */
    String alpha(String weight) {
        return adjusted("passes: 2, alpha: " + weight);
    }

    /** That of R-Drop in every k-th step. */
    String every(int k) {
        return adjusted("every: " + k);
    }

    /** That of more passes. */
    String passes(int many) {
        return adjusted("passes: " + many);
    }

    /** That of a rate for each pass. */
    String rates(String pair) {
        return adjusted("dropout-rates: [" + pair + "]");
    }

    private String adjusted(String settings) {
        return "pool.adjusted=[{name: " + name + ", " + settings + "}]";
    }
}
