// An invitation comes behind the # of the link, so that it reaches no server's or proxy's log on the way here.
const invitation = decodeURIComponent(location.hash.slice(1));
if (invitation) {
  document.getElementById("invitation").value = invitation;
  document.getElementById("found").hidden = false;
  history.replaceState(null, "", location.pathname);
}
