package io.vigil.app.remote;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;

import io.vigil.core.Nullable;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the message types as they are written in Java: a value of a sealed interface carries the
 * name of its record, and a time of the process's monotonic clock crosses as the age it has.
 */
final class SealedTypes extends AnnotationIntrospector {

    private static final long serialVersionUID = 1L;

    /** The component that holds {@link System#nanoTime()}, in every message that has one. */
    private static final String NANOS = "receivedNanos";

    private static final JsonTypeInfo.Value BY_NAME = JsonTypeInfo.Value.construct(
            JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "@type", null, false, true);

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public @Nullable TypeResolverBuilder<?> findTypeResolver(
            MapperConfig<?> config, AnnotatedClass type, JavaType base) {
        return isSealed(type) ? new StdTypeResolverBuilder(BY_NAME).init(BY_NAME, null) : null;
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
        if (!isSealed(annotated)) {
            return null;
        }
        List<NamedType> types = new ArrayList<>();
        collect(annotated.getRawType(), types);
        return types;
    }

    private static boolean isSealed(Annotated annotated) {
        return annotated instanceof AnnotatedClass && annotated.getRawType().isSealed();
    }

    private static void collect(Class<?> type, List<NamedType> types) {
        Class<?>[] permitted = type.getPermittedSubclasses();
        if (permitted == null) {
            types.add(new NamedType(type, type.getSimpleName()));
        } else {
            for (Class<?> each : permitted) {
                collect(each, types);
            }
        }
    }

    @Override
    public @Nullable Object findSerializer(Annotated annotated) {
        return isNanos(annotated) ? RemoteCodecs.AgeWriter.class : null;
    }

    @Override
    public @Nullable Object findDeserializer(Annotated annotated) {
        return isNanos(annotated) ? RemoteCodecs.AgeReader.class : null;
    }

    private static boolean isNanos(Annotated annotated) {
        return annotated.getRawType() == long.class && NANOS.equals(nameOf(annotated));
    }

    /** A constructor's parameter has no name of its own here: the record's component has. */
    private static @Nullable String nameOf(Annotated annotated) {
        if (annotated instanceof AnnotatedParameter p) {
            RecordComponent[] components = p.getDeclaringClass().getRecordComponents();
            return components != null && p.getIndex() < components.length
                    ? components[p.getIndex()].getName()
                    : null;
        }
        return annotated.getName();
    }
}
