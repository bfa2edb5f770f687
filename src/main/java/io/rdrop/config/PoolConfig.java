package io.rdrop.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The members of a pool. */
public record PoolConfig(
        @Setting(
                value = "The networks of the pool; `[]` takes the default set of the task (docs/pool.md).",
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
        boolean companions) {
    /** More would cost more than they bring. */
    private static final int MOST = 64;

    public PoolConfig {
        members = List.copyOf(members);
        Check.within("members", members.size(), 0, MOST);
        Set<String> names = new HashSet<>();
        for (PoolMemberConfig member : members) {
            if (!names.add(member.name())) {
                throw new ConfigException("members must have distinct names but " + member.name() + " is given twice");
            }
        }
    }

    /** The default set. */
    public static PoolConfig standard() {
        return new PoolConfig(List.of(), true, true);
    }
}
