internal import BillingJobs
internal import LabSchema

/// An amount as India writes it: `12,34,567.50`.
func grouped(_ money: Money) -> String {
  grouped(minorUnits: Int128(money.minorUnits))
}

func grouped(_ sum: PlanAmounts.Sum) -> String {
  grouped(minorUnits: sum.minorUnits)
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
