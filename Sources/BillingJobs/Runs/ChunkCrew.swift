internal import Billing
internal import Foundation
internal import LabSchema
internal import Postgres
internal import Synchronization

/// What the workers of a run share: what they have done and is not told yet, whom they passed over, and the
/// first error. Nothing about the chunks themselves, which the database hands out.
final class ChunkCrew: Sendable {
  private struct State: Sendable {
    var untold: [ChunkPlan] = []
    var passedOver: [Int32: Set<BookingID>] = [:]
    var held: [HeldBooking] = []
    var failure: (any Error)?
    /// Workers on threads of their own that have not ended.
    var working = 0
  }

  let runID: RunID
  /// In which order chunks are written; nil where all workers write side by side.
  private let order: WritingOrder?
  private let state = Mutex(State())
  /// Signalled whenever a worker has done a chunk, or ends.
  private let news = DispatchSemaphore(value: 0)

  /// - Parameter inOrder: whether one writes at a time, and the chunks in the order of their places.
  init(_ runID: RunID, inOrder: Bool) {
    self.runID = runID
    order = inOrder ? WritingOrder() : nil
  }

  /// A turn to write, for one transaction.
  var turn: WritingTurn { WritingTurn(order: order) }

  var hasFailed: Bool { state.withLock { $0.failure != nil } }

  /// Bookings that the app held when their chunk was written, by id, and who held them.
  var held: [HeldBooking] { state.withLock { $0.held.sorted { $0.bookingID < $1.bookingID } } }

  func passedOver(in place: Int32) -> Set<BookingID> {
    state.withLock { $0.passedOver[place] ?? [] }
  }

  /// Leaves bookings of a chunk for the end.
  ///
  /// - Parameter tried: those that the try left out which met them. Another worker may have met them in the
  ///   same chunk meanwhile.
  /// - Returns: whether one of them is beyond these, without which the next try would fail like the last.
  func passesOver(
    _ found: [HeldBooking], in place: Int32, beyond tried: Set<BookingID>
  ) -> Bool {
    state.withLock { state in
      let known = state.passedOver[place] ?? []
      let fresh = found.filter { !known.contains($0.bookingID) }
      state.passedOver[place] = known.union(fresh.map(\.bookingID))
      state.held += fresh
      return found.contains { !tried.contains($0.bookingID) }
    }
  }

  func hasDone(_ plan: ChunkPlan) {
    state.withLock { $0.untold.append(plan) }
    news.signal()
  }

  /// Stops the others after the chunk that they are at. The first error is what the run fails with.
  func fails(_ error: any Error) {
    state.withLock { $0.failure = $0.failure ?? error }
  }

  /// What was done since the last call, in the order in which it was committed.
  func takeUntold() -> [ChunkPlan] {
    state.withLock { state in
      defer { state.untold = [] }
      return state.untold
    }
  }

  func throwFailure() throws {
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  /// Has a worker begin on a thread of its own, which alone uses its connection from then on.
  func begins(_ worker: consuming ChunkWorker) {
    state.withLock { $0.working += 1 }
    let handed = HandedOver(worker)
    Thread.detachNewThread { [self] in
      do { try handed.value.work() } catch { fails(error) }
      state.withLock { $0.working -= 1 }
      news.signal()
    }
  }

  /// Waits until the workers on other threads have ended.
  ///
  /// - Parameter tell: called whenever one of them has done something.
  func awaitOthers(_ tell: () -> Void) {
    while state.withLock({ $0.working > 0 }) {
      news.wait()
      tell()
    }
  }
}
