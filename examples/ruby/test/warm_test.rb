# frozen_string_literal: true

require "minitest/autorun"
require "pot"

class WarmTest < Minitest::Test
  def test_tea_of_sixty_degrees_is_warm
    assert Pot.warm?(60)
    refute Pot.warm?(59)
  end
end
