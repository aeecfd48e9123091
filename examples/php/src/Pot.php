<?php

declare(strict_types=1);

namespace Cups;

final class Pot
{
    public static function warm(int $celsius): bool
    {
        return $celsius >= 60;
    }
}
