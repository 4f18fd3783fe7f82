package io.vigil;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test class that starts servers of its own as processes and for minutes, or most of its time, waits
 * for them. One such class at a time runs beside all the others, which take their turns as ever: two
 * that start clusters would only wait for each other. It has no part in what those share, such as the
 * servers of {@link io.vigil.ops.stack.ServerForTests}, of which one may just be dead.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("servers of its own")
public @interface OwnServers {}
