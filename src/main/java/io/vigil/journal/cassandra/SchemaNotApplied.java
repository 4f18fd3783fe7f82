package io.vigil.journal.cassandra;

/** The keyspace or its tables are not as they must be; the message says what to do. */
public final class SchemaNotApplied extends Exception {

    private static final long serialVersionUID = 1L;

    SchemaNotApplied(String message) {
        super(message);
    }

    SchemaNotApplied(String message, Throwable cause) {
        super(message, cause);
    }
}
