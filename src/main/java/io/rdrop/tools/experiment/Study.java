package io.rdrop.tools.experiment;

import io.rdrop.config.ConfigException;
import io.rdrop.config.JobConfig;
import io.rdrop.config.TaskType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What is compared with what: the studies of the paper (arXiv 2106.14448), and those that a stream asks for. */
public enum Study {
    /** The question of the paper, with as few cells as answer it: what each takes hours of, as texts do. */
    DROPOUT("R-Drop beside dropout alone, and beside neither") {
        @Override
        List<Variant> variants(JobConfig base) {
            if (LoneMember.isOf(base)) {
                return LoneMember.of(base).baseline();
            }
            return List.of(new Variant("none", PLAIN), new Variant(DROPPED, ONE_PASS), new Variant(R_DROP));
        }

        @Override
        List<Contrast> contrasts(List<Variant> variants) {
            return List.of(new Contrast(R_DROP, DROPPED), new Contrast(R_DROP, "none"), new Contrast(DROPPED, "none"));
        }
    },

    /** R-Drop beside the other ways to hold a network down, with and without replay. */
    BASELINE("R-Drop beside label smoothing, weight decay, dropout and replay") {
        @Override
        List<Variant> variants(JobConfig base) {
            if (LoneMember.isOf(base)) {
                return LoneMember.of(base).baseline();
            }
            List<Variant> variants = new ArrayList<>(List.of(new Variant("none", PLAIN)));
            if (base.task().target() == TaskType.Target.CLASS || base.isOnSequences()) {
                variants.add(new Variant("label smoothing", and(PLAIN, "r-drop.label-smoothing=0.1")));
            }
            if (base.task().input() != TaskType.Input.TEXT) { // it would move every row of the table in every step
                variants.add(new Variant("L2", and(PLAIN, "model.weight-decay={l2: 1.0e-4}")));
            }
            variants.add(new Variant("decoupled decay", and(PLAIN, "model.weight-decay={decoupled: 1.0e-3}")));
            variants.add(new Variant(DROPPED, ONE_PASS));
            variants.add(new Variant(R_DROP));
            if (!base.isOnSequences()) { // which has a replay of its own, the same for all
                variants.add(new Variant("replay", and(PLAIN, replay("reservoir", REPLAYS))));
                variants.add(new Variant("dropout + replay", and(ONE_PASS, replay("reservoir", REPLAYS))));
                variants.add(new Variant("R-Drop + replay", replay("reservoir", REPLAYS)));
            }
            return variants;
        }

        @Override
        List<Contrast> contrasts(List<Variant> variants) {
            Stream<Contrast> alone = names(variants)
                    .filter(name -> !name.equals(R_DROP) && !name.endsWith("replay"))
                    .map(name -> new Contrast(R_DROP, name));
            Stream<Contrast> replayed = names(variants).noneMatch("R-Drop + replay"::equals)
                    ? Stream.of()
                    : Stream.of("replay", "dropout + replay", R_DROP)
                            .map(name -> new Contrast("R-Drop + replay", name));
            return Stream.concat(alone, replayed).toList();
        }
    },

    /** The weight of the KL term. */
    ALPHA("The weight of the KL term; 0 is two passes without it") {
        @Override
        List<Variant> variants(JobConfig base) {
            Function<String, String> setting =
                    LoneMember.isOf(base) ? LoneMember.of(base)::alpha : alpha -> "r-drop.alpha=" + alpha;
            return DoubleStream.of(0, 0.1, 0.5, 1, 3, 5, 7, 10)
                    .mapToObj(Study::plain)
                    .map(alpha -> new Variant("alpha " + alpha, setting.apply(alpha)))
                    .toList();
        }
    },

    /** R-Drop in every k-th step. */
    EVERY("R-Drop in every k-th step; the others are plain steps with dropout") {
        @Override
        List<Variant> variants(JobConfig base) {
            IntFunction<String> setting = LoneMember.isOf(base) ? LoneMember.of(base)::every : k -> "r-drop.every=" + k;
            return IntStream.of(1, 2, 5, 10)
                    .mapToObj(k -> new Variant("every " + k, setting.apply(k)))
                    .toList();
        }
    },

    /** More than two passes. */
    PASSES("How many passes R-Drop makes") {
        @Override
        List<Variant> variants(JobConfig base) {
            IntFunction<String> setting =
                    LoneMember.isOf(base) ? LoneMember.of(base)::passes : m -> "r-drop.passes=" + m;
            return IntStream.of(2, 3, 4)
                    .mapToObj(m -> new Variant(m + " passes", setting.apply(m)))
                    .toList();
        }
    },

    /** A dropout rate of its own for each pass. */
    RATES("The dropout rates of both passes") {
        @Override
        List<Variant> variants(JobConfig base) {
            Function<String, String> setting =
                    LoneMember.isOf(base) ? LoneMember.of(base)::rates : pair -> "r-drop.dropout-rates=[" + pair + "]";
            List<Variant> variants = new ArrayList<>();
            for (int first = 1; first <= HIGHEST; first++) {
                for (int second = first; second <= HIGHEST; second++) {
                    String pair = "0." + first + ", 0." + second;
                    variants.add(new Variant(pair, setting.apply(pair)));
                }
            }
            return variants;
        }
    },

    /** What a step takes. */
    COST("What R-Drop costs beside a plain step on a batch of twice as many rows") {
        @Override
        List<Variant> variants(JobConfig base) {
            String size = "micro-batch.size=" + base.microBatch().size();
            String doubled = "micro-batch.size=" + 2 * base.microBatch().size();
            return List.of(
                    new Variant("doubled batch", and(ONE_PASS, doubled)),
                    new Variant("plain", and(ONE_PASS, size)),
                    new Variant(R_DROP, size));
        }

        @Override
        boolean isTimed() {
            return true;
        }

        @Override
        boolean canBeEqualised() {
            return false;
        }
    },

    /** Which examples are learned again, and how often. */
    REPLAY("Which examples are learned again, and how often, with and without R-Drop") {
        @Override
        List<Variant> variants(JobConfig base) {
            List<Variant> variants = new ArrayList<>(
                    List.of(new Variant("none", PLAIN), new Variant(DROPPED, ONE_PASS), new Variant(R_DROP)));
            for (String type : List.of("window", "reservoir")) {
                for (int updates : new int[] {2, REPLAYS}) {
                    List<String> replay = replay(type.equals("window") ? "sliding-window" : type, updates);
                    String with = " + " + type + " " + updates;
                    variants.add(new Variant("none" + with, and(PLAIN, replay)));
                    variants.add(new Variant(DROPPED + with, and(ONE_PASS, replay)));
                    variants.add(new Variant(R_DROP + with, replay));
                }
            }
            return variants;
        }

        @Override
        List<Contrast> contrasts(List<Variant> variants) {
            return names(variants)
                    .filter(name -> name.startsWith(R_DROP))
                    .map(name -> name.substring(R_DROP.length()))
                    .flatMap(with -> Stream.of("none", DROPPED).map(name -> new Contrast(R_DROP + with, name + with)))
                    .toList();
        }
    },

    /** The pool, with and without members that learn with R-Drop. */
    POOL("The pool with and without its member with R-Drop, and that member beside its twins") {
        @Override
        List<Variant> variants(JobConfig base) {
            return PoolVariants.of(base);
        }

        @Override
        List<Contrast> contrasts(List<Variant> variants) {
            return PoolVariants.CONTRASTS;
        }

        @Override
        boolean isOfPool() {
            return true;
        }

        @Override
        boolean canBeEqualised() {
            return false;
        }
    };

    static final String DROPPED = "dropout";
    static final String R_DROP = "R-Drop";

    /** Updates of a micro-batch where there is replay: one on itself, three on earlier examples. */
    private static final int REPLAYS = 4;

    /** Examples that are kept for it. */
    static final int CAPACITY = 2000;

    /** The highest dropout rate, in tenths. */
    private static final int HIGHEST = 5;

    private static final List<String> ONE_PASS =
            List.of("r-drop.alpha=0", "r-drop.passes=1", "r-drop.every=1", "r-drop.dropout-rates=[]");
    private static final List<String> PLAIN = and(ONE_PASS, "model.dropout=0", "model.input-dropout=0");

    private final String title;

    Study(String title) {
        this.title = title;
    }

    /** The study of a name, as on the command line. */
    public static Study of(String name) {
        for (Study study : values()) {
            if (study.key().equals(name)) {
                return study;
            }
        }
        throw new ConfigException("STUDY must be one of " + keys() + " but was " + name);
    }

    /** All names, for people. */
    public static String keys() {
        return Stream.of(values()).map(Study::key).collect(Collectors.joining(", "));
    }

    /** Its name on the command line and in names of files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What it compares, in a line. */
    public String title() {
        return title;
    }

    /**
     * What is compared; the first one is what the others are told against, where {@link #contrasts} says nothing else.
     *
     * @param base what all variants have in common
     */
    abstract List<Variant> variants(JobConfig base);

    /** The differences that are told. */
    List<Contrast> contrasts(List<Variant> variants) {
        String first = variants.get(0).name();
        return names(variants).skip(1).map(name -> new Contrast(name, first)).toList();
    }

    /** Whether it is about times, so that one cell must not disturb another. */
    boolean isTimed() {
        return false;
    }

    /** Whether pools are compared, and not settings of one network. */
    boolean isOfPool() {
        return false;
    }

    /** Whether cheaper variants can be given more updates. */
    boolean canBeEqualised() {
        return true;
    }

    /** Whether there is something to compare in a task whose networks only pools hold. */
    boolean isOfLoneMembers() {
        return this != REPLAY && this != COST && this != POOL;
    }

    private static Stream<String> names(List<Variant> variants) {
        return variants.stream().map(Variant::name);
    }

    private static List<String> and(List<String> settings, String... more) {
        return and(settings, List.of(more));
    }

    private static List<String> and(List<String> settings, List<String> more) {
        return Stream.concat(settings.stream(), more.stream()).toList();
    }

    static List<String> replay(String type, int updates) {
        return List.of("replay={type: " + type + ", capacity: " + CAPACITY + ", updates-per-batch: " + updates + "}");
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString(Math.round(number)) : Double.toString(number);
    }
}
