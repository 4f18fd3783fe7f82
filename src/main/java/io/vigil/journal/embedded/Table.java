package io.vigil.journal.embedded;

/** What is stored: each kind by itself, all of them in one order of writes. */
enum Table {
    ROWS("rows"),
    SNAPSHOTS("snapshots"),
    /** Up to where one's rows were deleted: a number is never given twice. */
    DELETED("deleted");

    final String label;

    Table(String label) {
        this.label = label;
    }
}
