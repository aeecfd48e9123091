package org.example.cups;

import static org.junit.Assert.assertEquals;

import org.junit.Test;

public class WarmTest {
    @Test
    public void teaOfSixtyDegreesIsWarm() {
        assertEquals(true, Pot.warm(60));
        assertEquals(false, Pot.warm(59));
    }
}
