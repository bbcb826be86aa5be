internal import Foundation

/// The operating-system account a private cluster's server runs as.
///
/// Postgres refuses to run as root. Root's clusters therefore run as the account that Debian's
/// package makes for servers; everybody else's run as themselves.
package struct ClusterAccount: Sendable, Equatable {
  package let name: String
  package let userID: UInt32
  package let groupID: UInt32
  /// Whether the server's programs have to be started as somebody else than this process.
  package let isAnother: Bool

  /// The account that servers started by this process run as.
  package static func ofServer() throws(ClusterError) -> ClusterAccount {
    guard geteuid() == 0 else {
      return ClusterAccount(
        name: NSUserName(), userID: geteuid(), groupID: getegid(), isAnother: false)
    }
    let name = "postgres"
    guard let entry = unsafe getpwnam(name) else { throw .accountMissing(name: name) }
    return unsafe ClusterAccount(
      name: name, userID: entry.pointee.pw_uid, groupID: entry.pointee.pw_gid, isAnother: true)
  }

  /// The command line that runs `command` as this account.
  package func command(_ command: [String]) -> [String] {
    guard isAnother else { return command }
    return [
      "/usr/bin/setpriv", "--reuid=\(userID)", "--regid=\(groupID)", "--init-groups", "--",
    ] + command
  }
}
