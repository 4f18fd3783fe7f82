package io.vigil.journal.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import io.vigil.journal.RowGroup;

import org.junit.jupiter.api.Test;

/** Which groups may be packed, as far as it hangs on who has written what. */
class RowWritersTest {

    private static final int GROUP = RowGroup.SIZE;
    private static final int MARGIN = RowWriters.MARGIN;
    private static final int ROWS = 12 * GROUP + MARGIN;

    @Test
    void allGroupsOfOneWriterAre() {
        assertThat(packable(writers(ROWS))).isEqualTo("############");
        assertThat(Packer.until(ROWS)).isEqualTo(12 * GROUP);
    }

    @Test
    void noneWithTooFewRowsBehindIt() {
        assertThat(packable(writers(ROWS - 1))).isEqualTo("###########.");
        assertThat(Packer.until(ROWS - 1)).isEqualTo(11 * GROUP);
        assertThat(Packer.until(MARGIN + GROUP - 1)).isZero();
    }

    @Test
    void noneBesideARowOfTwoWriters() {
        RowWriters writers = writers(ROWS).with(5 * GROUP + 1, "other");

        assertThat(packable(writers)).isEqualTo("#.........##");
    }

    @Test
    void noneBesideAChangeOfWriters() {
        RowWriters writers = new RowWriters();
        for (int row = 1; row <= ROWS; row++) {
            writers.with(row, row <= 6 * GROUP ? "one" : "other");
        }

        assertThat(packable(writers)).isEqualTo("##........##");
    }

    @Test
    void noneBesideARowThatIsNotThere() {
        RowWriters writers = new RowWriters();
        for (int row = 1; row <= ROWS; row++) {
            if (row != 11 * GROUP) {
                writers.with(row, "one");
            }
        }

        assertThat(packable(writers)).isEqualTo("######......");
    }

    @Test
    void aRowThatOneWriterHasTwiceIsAsOfTwo() {
        RowWriters writers = writers(ROWS).with(1, "one");

        assertThat(packable(writers)).isEqualTo(".....#######");
    }

    private static RowWriters writers(int rows) {
        RowWriters writers = new RowWriters();
        for (int row = 1; row <= rows; row++) {
            writers.with(row, "one");
        }
        return writers;
    }

    /** A sign for each of twelve groups. */
    private static String packable(RowWriters writers) {
        StringBuilder signs = new StringBuilder();
        for (int group = 0; group < 12; group++) {
            signs.append(writers.isPackable(group * GROUP + 1L) ? '#' : '.');
        }
        return signs.toString();
    }
}
