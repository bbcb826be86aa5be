/// The sums of the amounts of many bills, each of 128 bits.
package struct AmountSums: Equatable, Sendable {
  private var sums = Amounts.Part.allCases.map { _ in PlanAmounts.Sum() }

  package init() {}

  package mutating func add(_ amounts: Amounts) {
    for (place, part) in Amounts.Part.allCases.enumerated() { sums[place].add(amounts[part]) }
  }

  package subscript(part: Amounts.Part) -> PlanAmounts.Sum {
    sums[Amounts.Part.allCases.firstIndex(of: part) ?? 0]
  }

  package static func - (left: AmountSums, right: AmountSums) -> AmountSums {
    var difference = AmountSums()
    for place in difference.sums.indices {
      difference.sums[place] = left.sums[place] - right.sums[place]
    }
    return difference
  }
}
