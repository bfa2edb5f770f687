import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * R-Drop as one writes it with PyTorch, on in-h-h-out with ReLU and Adam: the batch stacked twice, one forward, cross-entropy of
 * both passes and their bidirectional KL divergence, backward, step. Reads a number of steps per line of its input, does them,
 * and prints how many nanoseconds they took, on the wall's clock and of the processor.
 */
public final class LibtorchStep {
    private static final double LEARNING_RATE = 0.001;
    private static final double ALPHA = 1;

    private LibtorchStep() {}

    public static void main(String[] arguments) throws Exception {
        int inputs = Integer.parseInt(arguments[0]);
        int hidden = Integer.parseInt(arguments[1]);
        int classes = Integer.parseInt(arguments[2]);
        int rows = Integer.parseInt(arguments[3]);
        double rate = Double.parseDouble(arguments[4]);
        ThreadMXBean processor = ManagementFactory.getThreadMXBean(); // backward runs in this thread, too
        torch.set_num_threads(1);
        torch.manual_seed(1);
        Module network = new Module();
        LinearImpl first = network.register_module("first", new LinearImpl(inputs, hidden));
        LinearImpl second = network.register_module("second", new LinearImpl(hidden, hidden));
        LinearImpl last = network.register_module("last", new LinearImpl(hidden, classes));
        Adam adam = new Adam(network.parameters(), new AdamOptions(LEARNING_RATE));
        Tensor x = torch.randn(rows, inputs);
        Tensor y = torch.argmax(x.slice(1, new LongOptional(0), new LongOptional(classes), 1),
                new LongOptional(1), false);
        Tensor labels = torch.cat(new TensorVector(y, y), 0);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            int steps = Integer.parseInt(line.trim());
            long cpu = processor.getCurrentThreadCpuTime();
            long start = System.nanoTime();
            for (int step = 0; step < steps; step++) {
                try (PointerScope scope = new PointerScope()) {
                    Tensor stacked = torch.cat(new TensorVector(x, x), 0);
                    Tensor h = torch.dropout(torch.relu(first.forward(stacked)), rate, true);
                    h = torch.dropout(torch.relu(second.forward(h)), rate, true);
                    Tensor log = torch.log_softmax(last.forward(h), 1);
                    Tensor one = log.slice(0, new LongOptional(0), new LongOptional(rows), 1);
                    Tensor two = log.slice(0, new LongOptional(rows), new LongOptional(2L * rows), 1);
                    // 1/2 [KL(1||2) + KL(2||1)] = 1/2 sum (p1 - p2) (log p1 - log p2)
                    Tensor apart = one.exp().sub(two.exp()).mul(one.sub(two)).sum();
                    Tensor loss = torch.nll_loss(log, labels)
                            .mul(new Scalar(2.0))
                            .add(apart.mul(new Scalar(ALPHA * 0.5 / rows)));
                    adam.zero_grad();
                    loss.backward();
                    adam.step();
                }
            }
            System.out.println((System.nanoTime() - start) + " " + (processor.getCurrentThreadCpuTime() - cpu));
            System.out.flush();
        }
    }
}
