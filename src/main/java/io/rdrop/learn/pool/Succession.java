package io.rdrop.learn.pool;

import io.rdrop.learn.mix.Heirs;
import io.rdrop.learn.network.MemberSpec;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Which members of a pool go on as members of another one, whose stream they learned, and which are new. */
final class Succession {
    private Succession() {}

    /**
     * A member goes on if there was one of its name, made in the same way but for rate, dropout and alpha.
     *
     * @param before names of the members as they were, networks first
     * @param networksBefore what the networks among them were
     * @param now names of the members as they are
     * @param networksNow what the networks among them are
     * @return of each member now, where it was; {@link Heirs#NEW} for one that is new
     */
    static int[] of(
            List<String> before,
            List<? extends MemberSpec> networksBefore,
            List<String> now,
            List<? extends MemberSpec> networksNow) {
        int[] places = new int[now.size()];
        for (int i = 0; i < places.length; i++) {
            int place = before.indexOf(now.get(i));
            boolean goesOn = place >= 0 && kind(networksBefore, place).equals(kind(networksNow, i));
            places[i] = goesOn ? place : Heirs.NEW;
        }
        return places;
    }

    private static Object kind(List<? extends MemberSpec> networks, int at) {
        return at < networks.size() ? networks.get(at).withRate(1).withDropout(0, 0) : "no network";
    }

    /** Whether the members are as they were, in the order in which they were. */
    static boolean isNone(int[] places, int before) {
        return Arrays.equals(places, IntStream.range(0, before).toArray());
    }
}
