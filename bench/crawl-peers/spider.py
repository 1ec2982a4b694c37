"""Finds the URLs of bench/crawl's site with Scrapy, by its links or its sitemap, or does the site that a
sitemap lists. Prints one JSON line.

    spider.py links|sitemap|site BASE-URL OUTPUT
"""
import glob
import json
import resource
import sys
import time

from scrapy.crawler import CrawlerProcess
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule, SitemapSpider

method, base, output = sys.argv[1], sys.argv[2], sys.argv[3]


class Links(CrawlSpider):
    name = "links"
    start_urls = [base + "/index.html"]
    rules = [
        Rule(LinkExtractor(allow=r"/p/[^/]*\.html"), callback="found", follow=True),
        Rule(LinkExtractor(), follow=True),
    ]

    def found(self, response):
        yield {"url": response.url}


class Sitemap(SitemapSpider):
    name = "sitemap"
    sitemap_urls = [base + "/sitemap.xml"]
    urls = 0

    def sitemap_filter(self, entries):
        for entry in entries:
            if entry["loc"].endswith(".gz"):
                yield entry
            else:
                Sitemap.urls += 1  # what is listed is not fetched


class Site(SitemapSpider):
    name = "site"
    sitemap_urls = [base + "/site.xml"]

    def parse(self, response):
        yield {"url": response.url, "title": response.css("h1::text").get()}


spiders = {"links": Links, "sitemap": Sitemap, "site": Site}
requests = 16 if method == "site" else 1
process = CrawlerProcess(
    {
        "CONCURRENT_REQUESTS": requests,
        "CONCURRENT_REQUESTS_PER_DOMAIN": requests,
        "ROBOTSTXT_OBEY": True,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
        "REQUEST_FINGERPRINTER_IMPLEMENTATION": "2.7",
        "FEEDS": {output: {"format": "jsonlines", "overwrite": True}},
    }
)
crawler = process.create_crawler(spiders[method])
process.crawl(crawler)
began = time.time()
process.start()
cpu = sum(int(open(path).read().split()[0]) for path in glob.glob("/proc/self/task/*/schedstat")) / 1e9
print(
    json.dumps(
        {
            "seconds": time.time() - began,
            "cpu": cpu,
            "rss_kb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
            "found": Sitemap.urls or crawler.stats.get_value("item_scraped_count"),
            "pages": crawler.stats.get_value("response_received_count"),
        }
    )
)
