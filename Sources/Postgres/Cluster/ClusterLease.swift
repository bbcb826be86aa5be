internal import Foundation
internal import Synchronization

/// The use of a running private cluster by this process: as long as anybody has one, the server
/// is not stopped. The last one to give it back stops it; a process that dies gives it back.
package final class ClusterLease: Sendable {
  package let cluster: PrivateCluster
  private let users: FileLock
  private let isReleased = Atomic(false)

  init(cluster: PrivateCluster, users: consuming FileLock) {
    self.cluster = cluster
    self.users = users
  }

  /// Gives the server back before the end of this value, stopping it if nobody else uses it.
  package func release() throws(ClusterError) {
    guard !isReleased.exchange(true, ordering: .acquiringAndReleasing) else { return }
    defer { users.unlock() }
    if users.becomesExclusive() { try cluster.stop() }
  }

  // A server that stays up is no harm, and here is nobody to tell.
  deinit { try? release() }
}

extension PrivateCluster {
  /// Starts the cluster, as `start()` does, for as long as this process has the lease.
  ///
  /// - Parameter keeper: Whether a process is left beside the server that stops it when its last
  ///   user is gone, however that one ended; for tests, which may crash.
  package func lease(keeper: Bool = false) throws(ClusterError) -> ClusterLease {
    try makeFolder()
    let limit = patience + 30
    guard let users = try FileLock(path: folder.usersLock, .shared, within: .seconds(limit))
    else { throw .busy(folder: folder.path, seconds: limit) }
    if try start(), keeper { try leaveKeeper() }
    return ClusterLease(cluster: self, users: users)
  }

  /// Starts `flock`, which waits until it is alone with the lock of the users, then stops the
  /// server. It belongs to no terminal and inherits no file.
  private func leaveKeeper() throws(ClusterError) {
    let stop = asServer(try stopCommand(mode: "fast"))
    let process = try ChildProcess(
      command: ["/usr/bin/flock", "--exclusive", folder.usersLock] + stop, newSession: true)
    process.detach()
  }
}
