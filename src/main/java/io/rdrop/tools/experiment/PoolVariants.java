package io.rdrop.tools.experiment;

import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.pool.NumberNetworkSpec;
import io.rdrop.learn.pool.NumberPoolSpec;
import io.rdrop.learn.pool.PoolSpec;
import io.rdrop.learn.pool.TextPoolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The default pool of a task without some of its members, and its member with R-Drop and that one's twins alone. */
final class PoolVariants {
    private static final String POOL = "pool";
    private static final String POOL_WITHOUT = "pool without R-Drop";
    private static final String NETWORKS = "networks";
    private static final String NETWORKS_WITHOUT = "networks without R-Drop";
    private static final String NONE_ALONE = "alone, none";
    private static final String DROPOUT_ALONE = "alone, dropout";
    private static final String R_DROP_ALONE = "alone, R-Drop";

    static final List<Contrast> CONTRASTS = List.of(
            new Contrast(POOL, POOL_WITHOUT),
            new Contrast(NETWORKS, NETWORKS_WITHOUT),
            new Contrast(R_DROP_ALONE, DROPOUT_ALONE),
            new Contrast(R_DROP_ALONE, NONE_ALONE));

    private PoolVariants() {}

    /** Of a job that learns with the default pool of its task. */
    static List<Variant> of(JobConfig job) {
        List<MemberSpec> networks = networks(job);
        MemberSpec rDrop = networks.stream()
                .filter(network -> network.alpha() > 0)
                .findFirst()
                .orElseThrow();
        // Twins are called alike: norm, norm-dropout and norm-r-drop.
        String twins = rDrop.name().replaceFirst("-r-drop$", "");
        String withoutRDrop = without(networks, network -> network.alpha() > 0);
        String noCompanions = "pool.companions=false";
        List<Variant> variants = new ArrayList<>(List.of(
                new Variant(POOL),
                new Variant(POOL_WITHOUT, withoutRDrop),
                new Variant(NETWORKS, noCompanions),
                new Variant(NETWORKS_WITHOUT, noCompanions, withoutRDrop)));
        List.of(NONE_ALONE, DROPOUT_ALONE, R_DROP_ALONE).forEach(alone -> {
            String name =
                    alone.equals(NONE_ALONE) ? twins : alone.equals(DROPOUT_ALONE) ? twins + "-dropout" : rDrop.name();
            variants.add(
                    new Variant(alone, noCompanions, "pool.referees=false", without(networks, network -> !network.name()
                            .equals(name))));
        });
        return variants;
    }

    private static String without(List<MemberSpec> networks, Predicate<MemberSpec> out) {
        return "pool.without="
                + networks.stream().filter(out).map(MemberSpec::name).toList();
    }

    private static List<MemberSpec> networks(JobConfig job) {
        if (job.task() == TaskType.REGRESSION) {
            return NumberPoolSpec.standard().networks().stream()
                    .<MemberSpec>map(NumberNetworkSpec::network)
                    .toList();
        }
        return job.task().input() == TaskType.Input.TEXT
                ? List.copyOf(
                        TextPoolSpec.standard(job.label().classes().size()).networks())
                : List.copyOf(PoolSpec.standard().networks());
    }
}
