package net.modwsgialias.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Structure;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * JNA as it is in use still keeps the order of fields as {@link FfiTypeOrder} believes. That it then reads no annotation
 * is seen in test_real_jvm.c: a start that defines no proxy class.
 */
class FfiTypeOrderTest {

    @Test
    void shouldTellWhatJnaWouldFindOut() throws Exception {
        Class<?> type = Class.forName(FfiTypeOrder.TYPE);
        List<String> annotated = List.of(type.getAnnotation(Structure.FieldOrder.class).value());
        assertEquals(annotated, FfiTypeOrder.ORDER);
        Field map = Structure.class.getDeclaredField(FfiTypeOrder.MAP);
        map.setAccessible(true);
        Map<?, ?> orders = (Map<?, ?>) map.get(null);
        orders.remove(type);
        FfiTypeOrder.tell();
        assertEquals(annotated, orders.get(type));
    }
}
