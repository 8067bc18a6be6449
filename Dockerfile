# Builds with Node and npm alone, runs one file as a user without rights.
FROM node:22-bookworm-slim AS build
WORKDIR /src
COPY . .
RUN npm run build

FROM debian:bookworm-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --uid 10001 --home-dir /data --no-create-home whatscrm \
  && install -d -o whatscrm -g whatscrm -m 0700 /data
COPY --from=build /src/dist/whatscrm /usr/local/bin/whatscrm
USER whatscrm
ENV WHATSCRM_DATA=/data PORT=3000 HOST=0.0.0.0
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$PORT && printf 'GET /healthz HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 ' <&3"]
ENTRYPOINT ["whatscrm"]
