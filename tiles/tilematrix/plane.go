package tilematrix

// maxLatitude is where Web Mercator's square ends.
const maxLatitude = 85.05112877980659
