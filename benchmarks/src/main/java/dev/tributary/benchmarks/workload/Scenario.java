package dev.tributary.benchmarks.workload;

import dev.tributary.benchmarks.workload.Workload.Size;
import java.util.Random;

/** What happens to the tables of a data set, in two parts. */
public interface Scenario {

    String title();

    DataSet dataSet();

    /** What is there before anything is measured. */
    void prelude(Database database, Size size, Random random);

    /** What is measured. */
    void main(Database database, Size size, Random random);

    /** About how many changes a run has, both parts together, so that they can be dated. */
    long changes(Size size);
}
