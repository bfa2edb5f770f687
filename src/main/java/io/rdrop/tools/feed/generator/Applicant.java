package io.rdrop.tools.feed.generator;

/**
 * Who applies for a loan in {@link AgrawalGenerator}.
 *
 * @param salary 20,000 to 150,000
 * @param commission 0 for salaries of 75,000 and more, else 10,000 to 75,000
 * @param age 20 to 80, whole years
 * @param education level 0 to 4
 * @param car make, 1 to 20
 * @param zipCode 0 to 8
 * @param houseValue 50,000 to 1,350,000, higher where the zip code is lower
 * @param houseYears 1 to 30, whole years
 * @param loan 0 to 500,000
 */
record Applicant(
        double salary,
        double commission,
        int age,
        int education,
        int car,
        int zipCode,
        double houseValue,
        int houseYears,
        double loan) {}
