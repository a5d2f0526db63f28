package dev.tributary.localstack.chaos;

/** What readers compare with, and whom they tell. */
record Checks(CheckedView view, History history, Differences differences, Tally tally) {}
