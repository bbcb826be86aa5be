extension Explanation {
  /// The document as text, always in this order: the fingerprint is over its bytes.
  ///
  /// - Parameter buffer: storage that is used again; a run writes a document for each booking.
  package func json(reusing buffer: consuming [UInt8] = []) -> [UInt8] {
    var json = JSONWriter(reusing: buffer)
    json.explanation(self)
    return json.bytes
  }
}

extension JSONWriter {
  fileprivate mutating func explanation(_ explanation: Explanation) {
    typealias Key = Explanation.CodingKeys
    object { json in
      json.number(Key.version, explanation.version)
      json.number(Key.bookingID, explanation.bookingID.rawValue)
      json.number(Key.userID, explanation.userID.rawValue)
      json.text(Key.serviceDate, explanation.serviceDate)
      json.text(Key.billingDate, explanation.billingDate)
      if let reason = explanation.notBilled { json.string(Key.notBilled, reason) }
      json.name(Key.lines)
      json.array { json in
        for line in explanation.lines { json.line(line) }
      }
      json.text(Key.base, explanation.base)
      if let distance = explanation.distance {
        json.name(Key.distance)
        json.distance(distance)
      }
      json.name(Key.offers)
      json.array { json in
        for offer in explanation.offers { json.offer(offer) }
      }
      json.name(Key.redemptions)
      json.array { json in
        for redemption in explanation.redemptions { json.redemption(redemption) }
      }
      json.name(Key.discount)
      json.discount(explanation.discount)
      json.text(Key.final, explanation.final)
    }
  }

  private mutating func line(_ line: PricedLine) {
    typealias Key = PricedLine.CodingKeys
    object { json in
      json.number(Key.itemID, line.itemID.rawValue)
      if let test = line.testID { json.number(Key.testID, test.rawValue) }
      json.number(Key.quantity, line.quantity)
      json.text(Key.unitPrice, line.unitPrice)
      json.string(Key.source, line.source.rawValue)
      json.text(Key.amount, line.amount)
    }
  }

  private mutating func distance(_ charge: DistanceCharge) {
    typealias Key = DistanceCharge.CodingKeys
    object { json in
      json.text(Key.distance, charge.distance)
      json.number(Key.pricingID, charge.pricingID.rawValue)
      json.text(Key.baseCharge, charge.baseCharge)
      json.text(Key.freeDistance, charge.freeDistance)
      json.text(Key.chargePerKm, charge.chargePerKm)
      json.text(Key.amount, charge.amount)
    }
  }

  private mutating func offer(_ offer: ConsideredOffer) {
    typealias Key = ConsideredOffer.CodingKeys
    object { json in
      json.number(Key.offerID, offer.offerID.rawValue)
      json.string(Key.name, offer.name)
      json.text(Key.eligible, offer.eligible)
      json.text(Key.gives, offer.gives)
      json.string(Key.verdict, offer.verdict.rawValue)
    }
  }

  private mutating func redemption(_ redemption: HonouredRedemption) {
    typealias Key = HonouredRedemption.CodingKeys
    object { json in
      json.number(Key.redemptionID, redemption.redemptionID.rawValue)
      json.string(Key.couponCode, redemption.couponCode)
      json.text(Key.amount, redemption.amount)
      if let expected = redemption.expected { json.text(Key.expected, expected) }
      json.name(Key.problems)
      json.array { json in
        for problem in redemption.problems { json.string(problem) }
      }
    }
  }

  private mutating func discount(_ discount: Discount) {
    typealias Key = Discount.CodingKeys
    object { json in
      json.string(Key.source, discount.source.rawValue)
      json.text(Key.promised, discount.promised)
      json.text(Key.amount, discount.amount)
    }
  }
}
