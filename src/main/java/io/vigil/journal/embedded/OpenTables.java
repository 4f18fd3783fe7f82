package io.vigil.journal.embedded;

import io.vigil.core.Nullable;

import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** RocksDB, opened. Once closed it must not be used any more: its memory is freed. */
final class OpenTables implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpenTables.class);

    private static final long MB = 1024 * 1024;

    /** What is written goes from the log to a table's file when it has grown to this. */
    private static final long WRITE_BUFFER_BYTES = 16 * MB;

    /** A start after a crash reads as much again. */
    private static final long LOG_BYTES_MAX = 64 * MB;

    private static final long CACHE_BYTES = 32 * MB;
    private static final int BLOCK_BYTES = 16 * 1024;
    private static final int OPEN_FILES_MAX = 256;

    private final RocksDB db;
    private final Map<Table, ColumnFamilyHandle> tables;
    /** In the order in which they are closed. */
    private final List<AutoCloseable> resources;

    private final WriteOptions synced = new WriteOptions().setSync(true);
    private final WriteOptions unsynced = new WriteOptions();

    private OpenTables(
            RocksDB db, Map<Table, ColumnFamilyHandle> tables, List<AutoCloseable> resources) {
        this.db = db;
        this.tables = tables;
        this.resources = resources;
        resources.add(synced);
        resources.add(unsynced);
    }

    /** Opens what is there, or makes it. */
    static OpenTables open(Path folder) throws RocksDBException {
        RocksDB.loadLibrary();
        try {
            return open(folder, WALRecoveryMode.TolerateCorruptedTailRecords);
        } catch (RocksDBException e) {
            if (e.getStatus() == null || e.getStatus().getCode() != Status.Code.Corruption) {
                throw e;
            }
            // One write is on its way to the disk at a time, and answered once it is there: what a
            // loss of power has made of the log's end was never acknowledged.
            LOG.warn(
                    "the journal's last write was cut off: it ends with the one before ({})",
                    e.getMessage());
            return open(folder, WALRecoveryMode.PointInTimeRecovery);
        }
    }

    private static OpenTables open(Path folder, WALRecoveryMode recovery) throws RocksDBException {
        Cache cache = new LRUCache(CACHE_BYTES);
        ColumnFamilyOptions options = options(cache);
        DBOptions dbOptions = dbOptions(recovery);
        List<AutoCloseable> resources = new ArrayList<>(List.of(dbOptions, options, cache));
        List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        descriptors.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options));
        for (Table table : Table.values()) {
            descriptors.add(new ColumnFamilyDescriptor(
                    table.label.getBytes(StandardCharsets.UTF_8), options));
        }
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try {
            RocksDB db = RocksDB.open(dbOptions, folder.toString(), descriptors, handles);
            Map<Table, ColumnFamilyHandle> tables = new EnumMap<>(Table.class);
            for (Table table : Table.values()) {
                tables.put(table, handles.get(table.ordinal() + 1));
            }
            resources.addFirst(db);
            handles.forEach(resources::addFirst);
            return new OpenTables(db, tables, resources);
        } catch (RocksDBException e) {
            closeAll(resources);
            throw e;
        }
    }

    private static DBOptions dbOptions(WALRecoveryMode recovery) {
        return new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setWalRecoveryMode(recovery)
                .setMaxTotalWalSize(LOG_BYTES_MAX)
                .setMaxOpenFiles(OPEN_FILES_MAX)
                .setMaxBackgroundJobs(2)
                // A small disk is not to be filled with room for what may come.
                .setAllowFAllocate(false)
                .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
                .setMaxLogFileSize(MB)
                .setKeepLogFileNum(2);
    }

    private static ColumnFamilyOptions options(Cache cache) {
        return new ColumnFamilyOptions()
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setCompressionType(CompressionType.LZ4_COMPRESSION)
                .setBottommostCompressionType(CompressionType.ZSTD_COMPRESSION)
                .setLevelCompactionDynamicLevelBytes(true)
                .setTableFormatConfig(new BlockBasedTableConfig()
                        .setBlockCache(cache)
                        .setBlockSize(BLOCK_BYTES)
                        .setCacheIndexAndFilterBlocks(true));
    }

    void write(List<Change> changes, boolean isSynced) throws RocksDBException {
        try (WriteBatch batch = new WriteBatch()) {
            for (Change change : changes) {
                ColumnFamilyHandle table = handle(change.table());
                if (change.value() == null) {
                    batch.delete(table, change.key());
                } else {
                    batch.put(table, change.key(), change.value());
                }
            }
            db.write(isSynced ? synced : unsynced, batch);
        }
    }

    byte @Nullable [] get(Table table, byte[] key) throws RocksDBException {
        return db.get(handle(table), key);
    }

    RocksIterator iterator(Table table) {
        return db.newIterator(handle(table));
    }

    long compactedBytes() throws RocksDBException {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true);
                CompactRangeOptions compact = new CompactRangeOptions()
                        .setBottommostLevelCompaction(
                                CompactRangeOptions.BottommostLevelCompaction.kForce)) {
            for (ColumnFamilyHandle table : tables.values()) {
                db.flush(flush, table);
                db.compactRange(table, null, null, compact);
            }
        }
        return db.getLiveFilesMetaData().stream()
                .mapToLong(LiveFileMetaData::size)
                .sum();
    }

    @Override
    public void close() {
        closeAll(resources);
    }

    private ColumnFamilyHandle handle(Table table) {
        ColumnFamilyHandle handle = tables.get(table);
        if (handle == null) {
            throw new IllegalArgumentException("no table " + table);
        }
        return handle;
    }

    private static void closeAll(List<AutoCloseable> resources) {
        for (AutoCloseable each : resources) {
            try {
                each.close();
            } catch (Exception e) {
                LOG.warn("a part of the journal could not be closed: {}", e.getMessage());
            }
        }
    }
}
