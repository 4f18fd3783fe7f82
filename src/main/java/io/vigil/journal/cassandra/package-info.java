/** The journal on Cassandra: its connection, its schema, and how its rows are written. */
@org.jspecify.annotations.NullMarked
package io.vigil.journal.cassandra;
