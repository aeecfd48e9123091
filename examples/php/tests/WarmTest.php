<?php

declare(strict_types=1);

use Cups\Pot;
use PHPUnit\Framework\TestCase;

final class WarmTest extends TestCase
{
    public function testTeaOfSixtyDegreesIsWarm(): void
    {
        $this->assertTrue(Pot::warm(60));
        $this->assertFalse(Pot::warm(59));
    }
}
