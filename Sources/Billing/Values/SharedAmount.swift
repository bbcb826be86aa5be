extension Money {
  /// Splits the amount in proportion to weights, in whole minor units, by the largest remainder: the
  /// shares always add up to the whole. Where two remainders are the same, the first is the larger.
  ///
  /// - Parameters:
  ///   - weights: none of them below zero. Where they come to nothing, nothing is split.
  ///   - shares: is made the shares, one for each weight.
  package func share(over weights: [Money], into shares: inout [Money]) {
    shares.removeAll(keepingCapacity: true)
    let total = weights.reduce(into: Int128(0)) { $0 += Int128($1.minorUnits) }
    guard total > 0 else {
      shares.append(contentsOf: repeatElement(.zero, count: weights.count))
      return
    }
    var rest = minorUnits
    for weight in weights {
      let quota = Int64(Int128(minorUnits) * Int128(weight.minorUnits) / total)
      rest -= quota
      shares.append(Money(minorUnits: quota))
    }
    guard rest > 0 else { return }
    func remainder(_ index: Int) -> Int128 {
      Int128(minorUnits) * Int128(weights[index].minorUnits) % total
    }
    let largest = weights.indices.sorted {
      let (left, right) = (remainder($0), remainder($1))
      return left == right ? $0 < $1 : left > right
    }
    for index in largest.prefix(Int(rest)) { shares[index].minorUnits += 1 }
  }
}
