<#import "parts.ftl" as mail>
<@mail.notice lead=msg("einlassRemoveTotpLead", mail.shared.company)/>
