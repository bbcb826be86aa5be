extension PricingComparison {
  /// Items that came, went, or are charged otherwise (R3), by item.
  var lines: [ChangeReason] {
    let before = Dictionary(old.lines.map { ($0.item, $0) }) { first, _ in first }
    let after = Set(new.lines.map(\.item))
    var reasons: [ChangeReason] = []
    for line in old.lines where !after.contains(line.item) {
      reasons.append(ChangeReason(.item, "item removed: \(name(line)) (\(line.amount))"))
    }
    for line in new.lines {
      guard let known = before[line.item] else {
        reasons.append(ChangeReason(.item, "item added: \(name(line)) (\(line.amount))"))
        continue
      }
      reasons += changes(from: known, to: line)
    }
    return reasons
  }

  private func changes(
    from old: PricingExplanation.Line, to new: PricingExplanation.Line
  ) -> [ChangeReason] {
    var reasons: [ChangeReason] = []
    if old.test != new.test {
      reasons.append(ChangeReason(.item, "item changed: \(name(old)) → \(name(new))"))
    }
    if old.quantity != new.quantity {
      reasons.append(
        ChangeReason(.quantity, "\(name(new)): quantity \(old.quantity) → \(new.quantity)"))
    }
    let isOtherSource = old.price_source != new.price_source
    if old.unit_price != new.unit_price {
      let source = isOtherSource ? ", now \(Self.source(new.price_source))" : ""
      reasons.append(
        ChangeReason(
          .price, "\(name(new)): price \(old.unit_price) → \(new.unit_price)\(source)"))
    } else if isOtherSource {
      reasons.append(
        ChangeReason(
          .price,
          "\(name(new)): the same price, now \(Self.source(new.price_source)), "
            + "before \(Self.source(old.price_source))"))
    }
    return reasons
  }

  private func name(_ line: PricingExplanation.Line) -> String {
    guard let test = line.test else { return "item \(line.item)" }
    return testNames[test] ?? "test \(test)"
  }

  private static func source(_ source: String) -> String {
    switch source {
    case "booked": "the booking's own"
    case "discounted": "the test's discounted price"
    default: "the test's list price"
    }
  }
}
