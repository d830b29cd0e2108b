# Builds and runs Qingshan as the Makefile describes it. Build: docker build -t qingshan .
# Run: docker run -p 8080:8080 -v /srv/county:/data -v /srv/token:/run/token:ro -e QINGSHAN_TOKEN_FILE=/run/token qingshan

FROM node:22-bookworm-slim AS page
WORKDIR /src/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci
COPY web/ ./
COPY texts/ ../texts/
RUN npm run build

FROM golang:1.26-bookworm AS build
RUN apt-get update && apt-get install -y --no-install-recommends libgdal-dev libgeos-dev pkg-config && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=page /src/web/page web/page
RUN go build -tags page -ldflags "-s -w" -o /qingshan ./cmd/qingshan

FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends libgdal32 libgeos-c1v5 ca-certificates && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data qingshan
COPY --from=build /qingshan /usr/local/bin/qingshan
USER qingshan
WORKDIR /data
EXPOSE 8080
# Beyond loopback a token is asked for: QINGSHAN_TOKEN_FILE names the file, or add --public.
ENTRYPOINT ["qingshan"]
CMD ["serve", "--project", "/data/qingshan.yaml", "--listen", "0.0.0.0:8080"]
