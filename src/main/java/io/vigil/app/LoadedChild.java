package io.vigil.app;

import io.vigil.core.Nullable;
import io.vigil.ops.load.Killable;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/** A server that was started for a load, with all that it needs, and ends with it. */
sealed interface LoadedChild extends AutoCloseable, Killable permits ServerChild, CentralChild {

    URI http();

    URI management();

    /** Where its token key is. */
    Path data();

    /** Null once it has ended. */
    @Nullable
    ProcessHandle handle();

    /** The processes beside it that it needs, by their names. */
    Map<String, ProcessHandle> beside();

    @Override
    void close();
}
