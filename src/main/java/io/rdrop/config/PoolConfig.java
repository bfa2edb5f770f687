package io.rdrop.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The members of a pool. */
public record PoolConfig(
        @Setting(
                value =
                        "The networks of the pool; `[]` takes the default set of the task (docs/pool.md). A trained pool takes"
                                + " on others, as it does `without`, `referees` and `companions`: new members begin anew, those that"
                                + " leave are forgotten (docs/steering.md).",
                byDefault = "[]")
        List<PoolMemberConfig> members,

        @Setting(
                value = "Whether referees are members, too: the frequencies of labels and their transitions.",
                byDefault = "true")
        boolean referees,

        @Setting(
                value =
                        "Whether companions are members, too: nearest neighbours in a bounded window, and a small forest of"
                                + " incremental trees.",
                byDefault = "true")
        boolean companions,

        @Setting(
                value =
                        "Networks of the default set that are left out, by name (docs/pool.md): `[norm-r-drop]` is a pool"
                                + " without R-Drop.",
                byDefault = "[]")
        List<String> without,

        @Setting(
                value = "What the learning rates of all networks are multiplied by; a trained pool takes it on.",
                byDefault = "1")
        double rates,

        @Setting(
                value =
                        "Share by which weights of the mixture go back to equal ones before each label; the greater, the"
                                + " sooner another member leads. A trained pool takes it on.",
                byDefault = "0.0002")
        double share,

        @Setting(
                value = "Networks with other rates and weights than they come with; a trained pool takes them on"
                        + " (docs/steering.md).",
                byDefault = "[]")
        List<PoolAdjustmentConfig> adjusted,

        @Setting(
                value =
                        "Members that rest, by name; `neighbours` are all of them: they neither predict nor learn, and a network"
                                + " that does not rest stands in for them. A trained pool takes it on; for classes of tables and texts.",
                byDefault = "[]")
        List<String> resting) {
    /** More would cost more than they bring. */
    private static final int MOST = 64;

    /** As pools have it by default. */
    static final double SHARE = 2e-4;

    public PoolConfig {
        members = List.copyOf(members);
        without = List.copyOf(without);
        adjusted = List.copyOf(adjusted);
        resting = List.copyOf(resting);
        Check.positive("rates", rates);
        Check.rate("share", share);
        Check.within("members", members.size(), 0, MOST);
        Set<String> names = new HashSet<>();
        for (PoolMemberConfig member : members) {
            if (!names.add(member.name())) {
                throw new ConfigException("members must have distinct names but " + member.name() + " is given twice");
            }
        }
        Set<String> changed = new HashSet<>();
        for (PoolAdjustmentConfig adjustment : adjusted) {
            if (!changed.add(adjustment.name())) {
                throw new ConfigException(
                        "adjusted must have distinct names but " + adjustment.name() + " is given twice");
            }
        }
        if (!members.isEmpty() && !without.isEmpty()) {
            throw new ConfigException("without is about the default set of members, so it must be [] where members are"
                    + " given but was " + without);
        }
    }

    /** Whether the same members are asked for, be their rates and weights what they may. */
    boolean hasMembersOf(PoolConfig other) {
        return members.equals(other.members)
                && without.equals(other.without)
                && referees == other.referees
                && companions == other.companions;
    }

    /** The default set. */
    public static PoolConfig standard() {
        return new PoolConfig(List.of(), true, true, List.of(), 1, SHARE, List.of(), List.of());
    }
}
