internal import Foundation
internal import LabSchema

/// The places of the chunks that are being carried out: the first of them is the next to be written.
final class WritingOrder: @unchecked Sendable {
  private let condition = NSCondition()
  /// Guarded by the condition, which is signalled whenever one is gone.
  private var places: Set<Int32> = []

  /// One after the other, so that whoever takes an earlier chunk is known to whoever takes a later one.
  fileprivate func take(_ body: () throws -> RunChunks.Taken?) rethrows -> RunChunks.Taken? {
    try condition.withLock {
      let taken = try body()
      if let taken { places.insert(taken.place) }
      return taken
    }
  }

  fileprivate func awaitTurn(of place: Int32) {
    condition.withLock {
      while let first = places.min(), first < place { condition.wait() }
    }
  }

  fileprivate func end(_ place: Int32) {
    condition.withLock {
      places.remove(place)
      condition.broadcast()
    }
  }
}

/// A worker's turn to write, in one transaction: it has come when all chunks before its own that are being carried
/// out have ended. So two sessions write what one would have, in the same order, down to the numbers that the
/// database gives its rows.
struct WritingTurn {
  /// Nil where nobody waits for another.
  let order: WritingOrder?
  private var place: Int32?

  init(order: WritingOrder?) {
    self.order = order
  }

  /// Takes the chunk that is to be carried out; one that was taken before is given back.
  mutating func take(
    _ body: () throws -> RunChunks.Taken?
  ) rethrows -> RunChunks.Taken? {
    end()
    guard let order else { return try body() }
    let taken = try order.take(body)
    place = taken?.place
    return taken
  }

  /// Waits until it has come.
  func wait() {
    if let place { order?.awaitTurn(of: place) }
  }

  /// The transaction has ended, however it did.
  mutating func end() {
    if let place { order?.end(place) }
    place = nil
  }
}
