extension BookingFacts {
  /// SHA-256, in hexadecimal, over what the rules take from the booking itself: another one means
  /// that the booking changed, billable or not. What the lab charges is no part of it.
  package var fingerprint: String {
    var json = JSONWriter(reusing: [])
    json.object { json in
      json.name("user")
      json.string(userID.map(\.description) ?? "")
      json.name("status")
      json.string(status.map(normalizedStatus) ?? "")
      json.name("service_date")
      json.string(serviceDate.map(\.description) ?? "")
      json.name("distance")
      json.string(readingText(distance))
      json.name("lines")
      json.array { json in
        for line in lines { json.line(line) }
      }
      json.name("redemptions")
      json.array { json in
        for redemption in redemptions { json.redemption(redemption) }
      }
    }
    return sha256(json.bytes)
  }
}

extension JSONWriter {
  fileprivate mutating func line(_ line: LineFacts) {
    object { json in
      json.name("item")
      json.number(line.itemID.rawValue)
      json.name("test")
      json.string(line.testID.map(\.description) ?? "")
      json.name("quantity")
      json.string(line.quantity.map(\.description) ?? "")
      json.name("unit_price")
      json.string(readingText(line.unitPrice))
    }
  }

  fileprivate mutating func redemption(_ redemption: RedemptionFacts) {
    object { json in
      json.name("redemption")
      json.number(redemption.id.rawValue)
      json.name("coupon")
      json.string(redemption.couponCode)
      json.name("user")
      json.number(redemption.userID.rawValue)
      json.name("amount")
      json.string(readingText(redemption.amount))
      json.name("redeemed_on")
      json.text(redemption.redeemedOn)
    }
  }
}

private func readingText(_ reading: AmountReading) -> String {
  switch reading {
  case .absent: ""
  case .amount(let amount): amount.description
  case .unusable: "unusable"
  case .outOfRange: "out of range"
  }
}

private func readingText(_ reading: DistanceReading) -> String {
  switch reading {
  case .none: ""
  case .distance(let distance): distance.description
  case .negative: "negative"
  case .notFinite: "not finite"
  case .outOfRange: "out of range"
  }
}
