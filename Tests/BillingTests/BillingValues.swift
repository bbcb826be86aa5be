import Billing

// Values as a test writes them.

func money(_ text: String) -> Money { Money(text.utf8.span)! }

func date(_ text: String) -> CalendarDate { CalendarDate(text)! }

func distance(_ text: String) -> Distance {
  guard case .distance(let distance) = DistanceReading(text.utf8.span) else { fatalError(text) }
  return distance
}

extension Money {
  /// The limits of 64 bits.
  static let largest = Money(minorUnits: .max)
  static let smallest = Money(minorUnits: .min)
}
