internal import LabSchema

/// The JSON of `billing_records.pricing`: everything a record's amount came from (R9). Amounts and
/// distances are texts of plain decimals.
extension JSONWriter {
  mutating func pricing(
    of charge: Charge, booking: BookingID, user: UserID, billingDate: CalendarDate
  ) {
    object { json in
      json.name("version")
      json.number(PricingExplanation.currentVersion)
      json.name("booking")
      json.number(booking.rawValue)
      json.name("user")
      json.number(user.rawValue)
      json.name("service_date")
      json.text(charge.serviceDate)
      json.name("billing_date")
      json.text(billingDate)
      json.name("lines")
      json.array { json in
        for line in charge.lines { json.line(line) }
      }
      json.name("base")
      json.text(charge.base)
      if let distance = charge.distance { json.distance(distance) }
      json.name("offers")
      json.array { json in
        for offer in charge.offers { json.offer(offer) }
      }
      json.name("redemptions")
      json.array { json in
        for redemption in charge.redemptions { json.redemption(redemption) }
      }
      json.discount(charge.discount)
      json.name("final")
      json.text(charge.final)
    }
  }

  private mutating func line(_ line: PricedLine) {
    object { json in
      json.name("item")
      json.number(line.itemID.rawValue)
      if let test = line.testID {
        json.name("test")
        json.number(test.rawValue)
      }
      json.name("quantity")
      json.number(line.quantity)
      json.name("unit_price")
      json.text(line.unitPrice)
      json.name("price_source")
      json.string(line.source.rawValue)
      json.name("amount")
      json.text(line.amount)
    }
  }

  private mutating func distance(_ charge: DistanceCharge) {
    name("distance")
    object { json in
      json.name("km")
      json.text(charge.distance)
      json.name("config")
      json.number(charge.pricing.id.rawValue)
      json.name("base_charge")
      json.text(charge.pricing.baseCharge)
      json.name("free_km")
      json.text(charge.pricing.maxFreeDistance)
      json.name("per_km")
      json.text(charge.pricing.chargePerKm)
      json.name("charge")
      json.text(charge.amount)
    }
  }

  private mutating func offer(_ offer: ConsideredOffer) {
    object { json in
      json.name("offer")
      json.number(offer.offerID.rawValue)
      json.name("name")
      json.string(offer.name)
      json.name("eligible")
      json.text(offer.eligible)
      json.name("gives")
      json.text(offer.gives)
      json.name("verdict")
      json.string(offer.verdict.rawValue)
    }
  }

  private mutating func redemption(_ redemption: HonouredRedemption) {
    object { json in
      json.name("redemption")
      json.number(redemption.redemptionID.rawValue)
      json.name("coupon")
      json.string(redemption.couponCode)
      json.name("amount")
      json.text(redemption.amount)
      if let expected = redemption.expected {
        json.name("expected")
        json.text(expected)
      }
      json.name("problems")
      json.array { json in
        for problem in redemption.problems { json.string(problem) }
      }
    }
  }

  private mutating func discount(_ discount: Discount) {
    name("discount")
    object { json in
      json.name("source")
      json.string(discount.source.rawValue)
      json.name("promised")
      json.text(discount.promised)
      json.name("amount")
      json.text(discount.amount)
    }
  }
}
