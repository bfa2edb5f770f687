import io.rdrop.config.JobConfig;
import io.rdrop.config.JobConfigs;
import io.rdrop.engine.SequenceModel;
import io.rdrop.engine.SequenceSettings;
import io.rdrop.engine.Sequences;
import io.rdrop.engine.torch.Place;
import io.rdrop.engine.torch.sequence.TranslationNetwork;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * CPU milliseconds that a translation takes, greedily and with a beam, of the default network of task translation.
 * As it was drawn, it hardly ever ends a text: each is as long as it may be. docs/torch.md says how to run it; on the
 * class path of another version it measures that one.
 */
public final class TorchDecoding {
    private static final int VOCABULARY = 2048;
    private static final int ROUNDS = 5;
    /** Of all sources of a round: processor time is told in steps of 10 ms on some machines. */
    private static final int SUBWORDS = 400;

    private TorchDecoding() {}

    public static void main(String[] args) {
        JobConfig config = JobConfigs.parse("task: translation\n", "benchmark", List.of());
        SequenceSettings settings = new SequenceSettings(
                SequenceSettings.Kind.TRANSFORMER, VOCABULARY, VOCABULARY, 1, 128, 2, 4, 256, 0.1);
        for (int length : new int[] {12, 100}) {
            Random random = new Random(1);
            try (SequenceModel.Translator model =
                    TranslationNetwork.of(settings, config.model(), config.rDrop(), 1, Place.CPU)) {
                Sequences sources = sequences(random, SUBWORDS / length, length);
                for (int beam : new int[] {1, 5}) {
                    report(model, sources, beam, length);
                }
            }
        }
        System.exit(0);
    }

    private static Sequences sequences(Random random, int count, int length) {
        int[] lengths = new int[count];
        Arrays.fill(lengths, length);
        return new Sequences(lengths, random.ints((long) count * length, 1, VOCABULARY).toArray());
    }

    private static void report(SequenceModel.Translator model, Sequences sources, int beam, int length) {
        com.sun.management.OperatingSystemMXBean process =
                (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        int[][] written = model.translate(sources, beam, 0.6, length);
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = process.getProcessCpuTime();
            written = model.translate(sources, beam, 0.6, length);
            best = Math.min(best, process.getProcessCpuTime() - start);
        }
        System.out.printf("beam %d, source of %d subwords, at most as many written (%.0f on average): %.1f ms, outputs %08x%n",
                beam, length, Arrays.stream(written).mapToInt(each -> each.length).average().orElseThrow(),
                best / 1e6 / written.length, Arrays.deepHashCode(written));
    }
}
