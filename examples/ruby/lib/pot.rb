# frozen_string_literal: true

# Tea pots.
module Pot
  def self.warm?(celsius)
    celsius >= 60
  end
end
