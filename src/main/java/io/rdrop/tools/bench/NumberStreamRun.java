package io.rdrop.tools.bench;

import io.rdrop.config.JobConfig;
import io.rdrop.encode.TabularEncoder;
import io.rdrop.evaluate.RegressionEvaluator;
import io.rdrop.example.Example;
import io.rdrop.example.Score;
import io.rdrop.example.Scores;
import io.rdrop.learn.mix.Forecast;
import io.rdrop.learn.pool.MemberScore;
import io.rdrop.learn.pool.NumberPool;
import io.rdrop.learn.pool.NumberPoolSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One pass of a pool of numbers over a stream. */
final class NumberStreamRun {
    private final JobConfig job;
    private final List<Example> examples;
    private final long seed;

    private NumberStreamRun(JobConfig job, List<Example> examples, long seed) {
        this.job = job;
        this.examples = examples;
        this.seed = seed;
    }

    /** As {@link StreamRun}'s; outliers and the first row are not scored. */
    static StreamRun of(NumberPoolSpec spec, JobConfig job, List<Example> examples, long seed) {
        NumberStreamRun run = new NumberStreamRun(job, examples, seed);
        StreamRun whole = run.learn(spec);
        if (!spec.companions()) {
            return whole;
        }
        Map<String, Map<String, Double>> scores = new LinkedHashMap<>();
        scores.put(StreamRun.POOL, whole.whole());
        scores.put(
                StreamRun.NETWORKS,
                run.learn(new NumberPoolSpec(spec.networks(), spec.referees(), false, spec.immediate()))
                        .whole());
        whole.scores().forEach(scores::putIfAbsent);
        return new StreamRun(scores, Double.NaN, whole.nanos());
    }

    private StreamRun learn(NumberPoolSpec spec) {
        NumberPool pool = new NumberPool(spec, new TabularEncoder(job.features(), job.encoding()), seed);
        Errors whole = new Errors();
        List<MemberScore> members = pool.members();
        List<Errors> each = members.stream().map(member -> new Errors()).toList();
        long nanos = 0;
        for (Example example : examples) {
            long start = System.nanoTime();
            Forecast forecast = pool.predict(example);
            nanos += System.nanoTime() - start;
            if (!pool.isOutlier(example.target())) {
                whole.add(forecast, example.target());
                for (int i = 0; i < members.size(); i++) {
                    each.get(i).add(pool.prediction(i), example.target());
                }
            }
            start = System.nanoTime();
            pool.learn(List.of(example), terms -> {});
            nanos += System.nanoTime() - start;
        }
        Map<String, Map<String, Double>> scores = new LinkedHashMap<>();
        scores.put(StreamRun.POOL, whole.named());
        for (int i = 0; i < members.size(); i++) {
            scores.put(members.get(i).name(), each.get(i).named());
        }
        return new StreamRun(scores, Double.NaN, (double) nanos / examples.size());
    }

    private final class Errors {
        private final RegressionEvaluator evaluator =
                new RegressionEvaluator(job.evaluation().window());
        private final float[] prediction = new float[1];
        private double loss;
        private long count;

        void add(Forecast forecast, double target) {
            prediction[0] = (float) forecast.mean();
            evaluator.add(target, prediction, 0);
            loss += count == 0 ? 0 : forecast.loss(target);
            count++;
        }

        Map<String, Double> named() {
            Scores scores = evaluator.cumulative();
            Map<String, Double> named = new LinkedHashMap<>();
            named.put("MAE", scores.get(Score.MAE));
            named.put("RMSE", scores.get(Score.RMSE));
            named.put("R2", scores.get(Score.R2));
            named.put("log score", loss / (count - 1));
            return named;
        }
    }
}
