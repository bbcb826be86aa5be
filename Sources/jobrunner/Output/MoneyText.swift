internal import Billing

/// An amount as India writes it: `12,34,567.50`.
func grouped(_ money: Money) -> String {
  grouped(minorUnits: Int128(money.minorUnits))
}

func grouped(_ sum: PlanAmounts.Sum) -> String {
  grouped(minorUnits: sum.minorUnits)
}

/// With its sign, as a difference is written: `+1,234.50`.
func signed(_ sum: PlanAmounts.Sum) -> String {
  (sum.minorUnits > 0 ? "+" : "") + grouped(sum)
}

/// As programs read it: `-1234.50`.
func plain(_ sum: PlanAmounts.Sum) -> String {
  let magnitude = sum.minorUnits.magnitude
  let fraction = magnitude % 100
  return (sum.minorUnits < 0 ? "-" : "") + "\(magnitude / 100)."
    + (fraction < 10 ? "0\(fraction)" : "\(fraction)")
}

private func grouped(minorUnits: Int128) -> String {
  let fraction = minorUnits.magnitude % 100
  var digits = String(minorUnits.magnitude / 100)
  var groups: [String] = [String(digits.suffix(3))]
  digits = String(digits.dropLast(3))
  while !digits.isEmpty {
    groups.insert(String(digits.suffix(2)), at: 0)
    digits = String(digits.dropLast(2))
  }
  return (minorUnits < 0 ? "-" : "") + groups.joined(separator: ",")
    + (fraction < 10 ? ".0\(fraction)" : ".\(fraction)")
}
