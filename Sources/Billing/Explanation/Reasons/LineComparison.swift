extension PricingComparison {
  /// Items that came, went, or are charged otherwise (R3), by item.
  var lines: [ChangeReason] {
    let before = Dictionary(old.lines.map { ($0.itemID, $0) }) { first, _ in first }
    let after = Set(new.lines.map(\.itemID))
    var reasons: [ChangeReason] = []
    for line in old.lines where !after.contains(line.itemID) {
      reasons.append(ChangeReason(.item, "item removed: \(name(line)) (\(line.amount))"))
    }
    for line in new.lines {
      guard let known = before[line.itemID] else {
        reasons.append(ChangeReason(.item, "item added: \(name(line)) (\(line.amount))"))
        continue
      }
      reasons += changes(from: known, to: line)
    }
    return reasons
  }

  private func changes(
    from old: PricedLine, to new: PricedLine
  ) -> [ChangeReason] {
    var reasons: [ChangeReason] = []
    if old.testID != new.testID {
      reasons.append(ChangeReason(.item, "item changed: \(name(old)) → \(name(new))"))
    }
    if old.quantity != new.quantity {
      reasons.append(
        ChangeReason(.quantity, "\(name(new)): quantity \(old.quantity) → \(new.quantity)"))
    }
    let isOtherSource = old.source != new.source
    if old.unitPrice != new.unitPrice {
      let source = isOtherSource ? ", now \(Self.source(new.source))" : ""
      reasons.append(
        ChangeReason(
          .price, "\(name(new)): price \(old.unitPrice) → \(new.unitPrice)\(source)"))
    } else if isOtherSource {
      reasons.append(
        ChangeReason(
          .price,
          "\(name(new)): the same price, now \(Self.source(new.source)), "
            + "before \(Self.source(old.source))"))
    }
    return reasons
  }

  private func name(_ line: PricedLine) -> String {
    guard let test = line.testID else { return "item \(line.itemID)" }
    return testNames[test] ?? "test \(test)"
  }

  private static func source(_ source: PricedLine.PriceSource) -> String {
    switch source {
    case .booked: "the booking's own"
    case .discounted: "the test's discounted price"
    case .list: "the test's list price"
    }
  }
}
