package io.rdrop.tools.experiment;

import io.rdrop.config.JobConfig;
import io.rdrop.learn.network.MemberSpec;
import io.rdrop.learn.pool.LanguagePoolSpec;
import io.rdrop.learn.pool.NumberNetworkSpec;
import io.rdrop.learn.pool.NumberPoolSpec;
import io.rdrop.learn.pool.PoolSpec;
import io.rdrop.learn.pool.TaggingPoolSpec;
import io.rdrop.learn.pool.TextPoolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
        MemberSpec rDrop = rDrop(job);
        // Twins are called alike: norm, norm-dropout and norm-r-drop.
        String twins = rDrop.name().replaceFirst("-r-drop$", "");
        List<String> names = networks.stream().map(MemberSpec::name).toList();
        String noCompanions = "pool.companions=false";
        List<Variant> variants = new ArrayList<>(List.of(
                new Variant(POOL),
                new Variant(POOL_WITHOUT, withoutRDrop(networks)),
                new Variant(NETWORKS, noCompanions),
                new Variant(
                        NETWORKS_WITHOUT,
                        Stream.concat(Stream.of(noCompanions), withoutRDrop(networks).stream())
                                .toList())));
        if (LoneMember.isOf(job.task())) {
            LoneMember.of(job)
                    .baseline()
                    .forEach(alone -> variants.add(new Variant(
                            "alone, " + alone.name(),
                            Stream.concat(LoneMember.of(job).common().stream(), alone.settings().stream())
                                    .toList())));
            return variants;
        }
        List.of(NONE_ALONE, DROPOUT_ALONE, R_DROP_ALONE).forEach(alone -> {
            String name =
                    alone.equals(NONE_ALONE) ? twins : alone.equals(DROPOUT_ALONE) ? twins + "-dropout" : rDrop.name();
            variants.add(new Variant(alone, noCompanions, "pool.referees=false", allBut(name, names)));
        });
        return variants;
    }

    /** The first network with R-Drop in a task's default set. */
    static MemberSpec rDrop(JobConfig job) {
        return networks(job).stream()
                .filter(network -> network.alpha() > 0)
                .findFirst()
                .orElseThrow();
    }

    /** The setting that leaves one network in a pool. */
    static String allBut(String name, List<String> names) {
        return without(names.stream().filter(other -> !other.equals(name)).toList());
    }

    /** Members with R-Drop stay away where their twin with dropout is a member, too; the others go without the term. */
    private static List<String> withoutRDrop(List<MemberSpec> networks) {
        List<String> names = networks.stream().map(MemberSpec::name).toList();
        Map<Boolean, List<String>> haveTwin = networks.stream()
                .filter(network -> network.alpha() > 0)
                .map(MemberSpec::name)
                .collect(Collectors.partitioningBy(name -> names.contains(name.replaceFirst("-r-drop$", "-dropout"))));
        List<String> settings = new ArrayList<>();
        settings.add(without(haveTwin.getOrDefault(true, List.of())));
        List<String> adjusted = haveTwin.getOrDefault(false, List.of()).stream()
                .map(name -> "{name: " + name + ", alpha: 0}")
                .toList();
        if (!adjusted.isEmpty()) {
            settings.add("pool.adjusted=" + adjusted);
        }
        return settings;
    }

    private static String without(List<String> names) {
        return "pool.without=" + names;
    }

    /** The networks of a task's default pool. */
    static List<MemberSpec> networks(JobConfig job) {
        return switch (job.task()) {
            case REGRESSION ->
                NumberPoolSpec.standard().networks().stream()
                        .<MemberSpec>map(NumberNetworkSpec::network)
                        .toList();
            case TEXT_CLASSIFICATION ->
                List.copyOf(TextPoolSpec.standard(job.label().classes().size()).networks());
            case LANGUAGE_MODEL -> List.copyOf(LanguagePoolSpec.standard().networks());
            case SEQUENCE_TAGGING -> TaggingPoolSpec.standard().networks();
            default -> List.copyOf(PoolSpec.standard().networks());
        };
    }
}
