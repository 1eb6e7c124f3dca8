package net.modwsgialias.bridge;

import com.sun.jna.Structure;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;

/**
 * Tells JNA the order of the fields of a structure of its own, {@code FFIType}, before it asks.
 *
 * <p>JNA would read an annotation, and to hand one out the JVM generates proxy classes, in every child anew: no archive
 * of classes can hold them. With {@code mwa-try start} that is a fifth of a child's start. JNA keeps what it has read in
 * a map, so it is put there. A JNA that does it in another way is left alone, and reads its annotation.
 */
final class FfiTypeOrder {

    static final String TYPE = "com.sun.jna.Structure$FFIType";
    static final String MAP = "fieldOrder";
    static final List<String> ORDER = List.of("size", "alignment", "type", "elements");

    private FfiTypeOrder() {
    }

    /** Must come before anything is mapped with JNA. */
    static void tell() {
        try {
            Class<?> type = Class.forName(TYPE, false, Structure.class.getClassLoader());
            if (hasTheFields(type)) {
                Field map = Structure.class.getDeclaredField(MAP);
                map.setAccessible(true);
                @SuppressWarnings("unchecked")
                Map<Class<?>, List<String>> orders = (Map<Class<?>, List<String>>) map.get(null);
                orders.put(type, ORDER);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            // Only time is lost.
        }
    }

    private static boolean hasTheFields(Class<?> type) {
        int fields = 0;
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && !Modifier.isStatic(field.getModifiers())) {
                fields += ORDER.contains(field.getName()) ? 1 : ORDER.size() + 1;
            }
        }
        return fields == ORDER.size();
    }
}
