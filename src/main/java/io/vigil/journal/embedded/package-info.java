/** The embedded journal: rows and snapshots of one process, in RocksDB under the data folder. */
@org.jspecify.annotations.NullMarked
package io.vigil.journal.embedded;
