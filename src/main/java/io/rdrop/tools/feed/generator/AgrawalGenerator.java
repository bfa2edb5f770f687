package io.rdrop.tools.feed.generator;

import io.rdrop.config.FeatureConfig;
import io.rdrop.config.FeatureType;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Loan applicants: six numeric and three categorical attributes, labelled A or B by one of ten functions, with the
 * numbers perturbed after labelling by up to 5 % of their range in all. Abrupt drift: another function (1, 7, 3, 9 in
 * turn).
 *
 * <p>R. Agrawal, T. Imielinski and A. Swami, "Database mining: a performance perspective", IEEE Transactions on
 * Knowledge and Data Engineering 5(6), 1993. (Perturbed values are kept within their range here.)
 */
public final class AgrawalGenerator implements DriftStream {
    private static final List<LoanRule> RULES = List.of(LoanRule.F1, LoanRule.F7, LoanRule.F3, LoanRule.F9);
    private static final double PERTURBATION = 0.05;

    private final SplittableRandom random;
    private final Quarters quarters;
    private final List<LoanRule> rules;
    private final double perturbation;
    private long drawn;

    public AgrawalGenerator(long seed, long examples) {
        this(seed, examples, RULES, PERTURBATION);
    }

    /** With other rules, one per period in turn, and numbers that vary by a share of their range. */
    AgrawalGenerator(long seed, long examples, List<LoanRule> rules, double perturbation) {
        this.random = new SplittableRandom(seed);
        this.quarters = new Quarters(examples);
        this.rules = List.copyOf(rules);
        this.perturbation = perturbation;
    }

    @Override
    public String name() {
        return "agrawal";
    }

    @Override
    public List<FeatureConfig> features() {
        return List.of(
                new FeatureConfig("salary", FeatureType.NUMERIC),
                new FeatureConfig("commission", FeatureType.NUMERIC),
                new FeatureConfig("age", FeatureType.NUMERIC),
                new FeatureConfig("elevel", FeatureType.CATEGORICAL),
                new FeatureConfig("car", FeatureType.CATEGORICAL),
                new FeatureConfig("zipcode", FeatureType.CATEGORICAL),
                new FeatureConfig("hvalue", FeatureType.NUMERIC),
                new FeatureConfig("hyears", FeatureType.NUMERIC),
                new FeatureConfig("loan", FeatureType.NUMERIC));
    }

    @Override
    public List<String> classes() {
        return List.of("A", "B");
    }

    @Override
    public List<DriftPoint> driftPointsBefore(long examples) {
        return quarters.driftPointsBefore(
                examples, 0, period -> "function " + rule(period).name().substring(1));
    }

    @Override
    public GeneratedExample next() {
        Applicant a = draw();
        int label = rule(quarters.periodOf(drawn++)).groupA(a) ? 0 : 1;
        double[] numbers = {
            perturb(a.salary(), 20_000, 150_000),
            // Only those who have a commission; 0 means that there is none.
            a.commission() == 0 ? 0 : perturb(a.commission(), 10_000, 75_000),
            perturb(a.age(), 20, 80),
            perturb(a.houseValue(), 50_000, 1_350_000),
            perturb(a.houseYears(), 1, 30),
            perturb(a.loan(), 0, 500_000)
        };
        String[] categories = {Integer.toString(a.education()), Integer.toString(a.car()), Integer.toString(a.zipCode())
        };
        return new GeneratedExample(numbers, categories, label);
    }

    private LoanRule rule(long period) {
        return rules.get((int) (period % rules.size()));
    }

    private Applicant draw() {
        double salary = random.nextDouble(20_000, 150_000);
        double commission = salary >= 75_000 ? 0 : random.nextDouble(10_000, 75_000);
        int zipCode = random.nextInt(9);
        return new Applicant(
                salary,
                commission,
                random.nextInt(20, 81),
                random.nextInt(5),
                random.nextInt(1, 21),
                zipCode,
                (9 - zipCode) * 100_000 * random.nextDouble(0.5, 1.5),
                random.nextInt(1, 31),
                random.nextDouble(500_000));
    }

    private double perturb(double value, double min, double max) {
        double moved = value + random.nextDouble(-0.5, 0.5) * perturbation * (max - min);
        return Math.max(min, Math.min(max, moved));
    }
}
