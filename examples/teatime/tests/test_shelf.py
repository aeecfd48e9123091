import unittest

from teatime.shelf import TEAS


class TheShelf(unittest.TestCase):
    def test_green_tea_wants_cooler_water_than_black_tea(self) -> None:
        self.assertLess(TEAS["green"].degrees, TEAS["black"].degrees)

    def test_every_tea_is_found_by_its_name(self) -> None:
        for name, tea in TEAS.items():
            self.assertEqual(name, tea.name)
