package io.rdrop.tools.feed.generator;

/** The ten classification functions of Agrawal et al. 1993, appendix: which applicants belong to group A. */
enum LoanRule {
    F1,
    F2,
    F3,
    F4,
    F5,
    F6,
    F7,
    F8,
    F9,
    F10;

    boolean groupA(Applicant a) {
        double twoThirdsOfIncome = 0.67 * (a.salary() + a.commission());
        return switch (this) {
            case F1 -> a.age() < 40 || a.age() >= 60;
            case F2 -> salaryOfAge(a);
            case F3 -> educationOfAge(a);
            case F4 -> educationOfAge(a) ? within50k(a.salary(), byAge(a, 25_000, 50_000, 50_000)) : salaryOfAge(a);
            case F5 -> {
                double from =
                        salaryOfAge(a) ? byAge(a, 100_000, 200_000, 300_000) : byAge(a, 200_000, 300_000, 100_000);
                yield a.loan() >= from && a.loan() <= from + 200_000;
            }
            case F6 -> within50k(a.salary() + a.commission(), byAge(a, 50_000, 75_000, 25_000));
            case F7 -> twoThirdsOfIncome - 0.2 * a.loan() - 20_000 > 0;
            case F8 -> twoThirdsOfIncome - 5_000 * a.education() - 20_000 > 0;
            case F9 -> twoThirdsOfIncome - 5_000 * a.education() - 0.2 * a.loan() - 10_000 > 0;
            case F10 -> {
                double equity = a.houseYears() < 20 ? 0 : 0.1 * a.houseValue() * (a.houseYears() - 20);
                yield twoThirdsOfIncome - 5_000 * a.education() + 0.2 * equity - 10_000 > 0;
            }
        };
    }

    /** Every salary interval of the paper is 50,000 wide. */
    private static boolean within50k(double amount, double from) {
        return amount >= from && amount <= from + 50_000;
    }

    private static double byAge(Applicant a, double under40, double under60, double older) {
        return a.age() < 40 ? under40 : a.age() < 60 ? under60 : older;
    }

    private static boolean salaryOfAge(Applicant a) {
        return within50k(a.salary(), byAge(a, 50_000, 75_000, 25_000));
    }

    private static boolean educationOfAge(Applicant a) {
        if (a.age() < 40) {
            return a.education() <= 1;
        }
        return a.age() < 60 ? a.education() >= 1 && a.education() <= 3 : a.education() >= 2;
    }
}
